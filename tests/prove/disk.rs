//! A disk that can be cut off or filled: a file system of its own, shut down without writing what waits in memory.

use crate::report::NotRun;
use anyhow::{Context, Result, ensure};
use rustix::ioctl::{Setter, ioctl, opcode};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::sleep;

/// `EXT4_IOC_SHUTDOWN` of the kernel, `_IOR('X', 125, __u32)`.
const SHUTDOWN: rustix::ioctl::Opcode = opcode::read::<u32>(b'X', 125);
/// `EXT4_GOING_FLAGS_NOLOGFLUSH`: not even the journal is written, as when the power fails.
const WITHOUT_A_WORD: u32 = 2;
/// Pauses while the last process lets go of the disk, and how many.
const PAUSE: Duration = Duration::from_millis(10);
const PAUSES: u32 = 1_000;

/// A mounted file system in a file.
pub(crate) struct Disk {
    folder: TempDir,
    mounted: bool,
}

impl Disk {
    /// A disk of this size, or why there can be none.
    pub(crate) fn new(mebibytes: u64) -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Err(NotRun(
                "disks that fail need root, to mount a file system and to shut it down; run it as root".into(),
            )
            .into());
        }
        let folder = tempfile::tempdir()?;
        let mut disk = Self { folder, mounted: false };
        File::create(disk.image())?.set_len(mebibytes << 20)?;
        std::fs::create_dir(disk.path())?;
        let made = run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(disk.image()));
        let mounted = made.and_then(|()| disk.mount());
        mounted.map_err(|why| {
            NotRun(format!(
                "disks that fail need an ext4 file system on a loop device: {why:#}"
            ))
        })?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Where it is mounted.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("mounted")
    }

    fn mount(&mut self) -> Result<()> {
        run(Command::new("mount")
            .args(["-o", "loop"])
            .arg(self.image())
            .arg(self.path()))?;
        self.mounted = true;
        Ok(())
    }

    /// Leaves no room on it.
    pub(crate) fn fill(&self) -> Result<()> {
        let mut ballast = File::create(self.ballast())?;
        for size in [1 << 20, 1 << 12, 1] {
            let zeros = vec![0; size];
            loop {
                match ballast.write_all(&zeros) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }

    /// Somebody deletes what is not needed.
    pub(crate) fn make_room(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.ballast())?)
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// From now on nothing reaches the disk, and what was only in memory never will.
    #[expect(unsafe_code, reason = "there is no safe call for it: the kernel reads one number")]
    pub(crate) fn cut(&self) -> Result<()> {
        let root = File::open(self.path())?;
        // SAFETY: the request takes the address of a 32-bit number, which is what the setter passes.
        unsafe { ioctl(root, Setter::<SHUTDOWN, u32>::new(WITHOUT_A_WORD)) }.context("the file system is not shut down")
    }

    /// The machine starts again: the file system comes back from its journal. All programs that used it must be dead.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        let mut pauses = 0;
        while let Err(busy) = run(Command::new("umount").arg(self.path())) {
            pauses += 1;
            ensure!(pauses < PAUSES, "{busy:#}");
            sleep(PAUSE).await;
        }
        self.mounted = false;
        self.mount()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            // Whoever still uses it keeps it until they end.
            let _ = run(Command::new("umount").arg("-l").arg(self.path()));
        }
    }
}

/// Stops a child where it is, so that it cannot acknowledge anything after the cut.
pub(crate) fn freeze(child: u32) -> Result<()> {
    let pid = Pid::from_raw(i32::try_from(child)?).context("a process without a number")?;
    kill_process(pid, Signal::STOP)?;
    waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED)?;
    Ok(())
}

/// Waits until a file and its name are on the disk.
pub(crate) fn durable(file: &Path) -> Result<()> {
    File::open(file)?.sync_all()?;
    Ok(File::open(file.parent().context("a file without a folder")?)?.sync_all()?)
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.output().with_context(|| format!("{name} does not start"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{name}: {}", said.trim().replace('\n', "; "));
    Ok(())
}
