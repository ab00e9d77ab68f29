//! A private PostgreSQL from the programs of the system's package, in a temporary folder, reached by a socket in it.
//! It ends with the process that started it, however that ends.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use tempfile::TempDir;

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    data: PathBuf,
    programs: PathBuf,
    durability: Durability,
    databases: AtomicU32,
    server: u32,
    /// Ends when the server and its processes have.
    ending: Option<JoinHandle<()>>,
}

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in production.
    Real,
    /// Soon after it is acknowledged: a power cut loses commits.
    Late,
    /// Tests of behaviour need no disk.
    None,
}

impl Cluster {
    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// When PostgreSQL is not installed or does not start; the text says what to install.
    pub fn start(durability: Durability) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("okienko-pg").tempdir()?;
        let data = folder.path().join("data");
        Self::make(folder, data, durability)
    }

    /// Makes and starts a cluster with its data in a folder of a certain disk, which must not exist yet.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_at(data: PathBuf, durability: Durability) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("okienko-pg").tempdir()?;
        fs::create_dir(&data)?;
        if let Some((user, group)) = server_user()? {
            chown(&data, Some(user), Some(group))?;
        }
        Self::make(folder, data, durability)
    }

    fn make(folder: TempDir, data: PathBuf, durability: Durability) -> io::Result<Self> {
        let programs = programs()?;
        if let Some((user, group)) = server_user()? {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let mut initdb = as_server(&programs.join("initdb"))?;
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C.UTF-8", "-D"]).arg(&data);
        if durability == Durability::None {
            initdb.arg("--no-sync");
        }
        finish(initdb)?;
        let mut cluster = Self {
            folder,
            data,
            programs,
            durability,
            databases: AtomicU32::new(0),
            server: 0,
            ending: None,
        };
        cluster.resume()?;
        Ok(cluster)
    }

    /// Starts the server again after [`Cluster::kill`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn resume(&mut self) -> io::Result<()> {
        let mut server = as_server(&self.programs.join("postgres"))?;
        server
            .arg("-D")
            .arg(&self.data)
            .args(["-c", "listen_addresses=", "-c", "max_connections=200", "-c"])
            .arg(format!("unix_socket_directories={}", self.folder.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        match self.durability {
            Durability::Real => {}
            Durability::Late => drop(server.args(["-c", "synchronous_commit=off"])),
            Durability::None => drop(server.args(["-c", "fsync=off", "-c", "autovacuum=off"])),
        }
        let (server, ending) = wait_until_ready(server)?;
        (self.server, self.ending) = (server, Some(ending));
        Ok(())
    }

    /// Kills all its processes as `kill -9` does; a server whose disk is gone may have ended by itself.
    ///
    /// # Errors
    /// When nothing can be killed at all.
    pub fn kill(&mut self) -> io::Result<()> {
        let children = format!("/proc/{0}/task/{0}/children", self.server);
        let children = fs::read_to_string(children).unwrap_or_default();
        let mut kill = Command::new("kill");
        kill.args(["-KILL", &self.server.to_string()]);
        // Those that have ended meanwhile are as dead as the others.
        let _ = kill.args(children.split_whitespace()).output()?;
        self.server = 0;
        // While it is there, another one does not start.
        let _ = self.ending.take().map(JoinHandle::join);
        Ok(())
    }

    /// Process id of the server.
    #[must_use]
    pub fn server(&self) -> u32 {
        self.server
    }

    /// Folder with the programs of PostgreSQL.
    #[must_use]
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Folder of the socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// Address of a new, empty database.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn database(&self) -> io::Result<String> {
        let name = format!("okienko_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut createdb = Command::new(self.programs.join("createdb"));
        createdb
            .args(["--username=postgres", "--host"])
            .arg(self.folder.path())
            .arg(&name);
        finish(createdb)?;
        Ok(format!(
            "postgres://postgres@localhost/{name}?host={}",
            self.folder.path().display()
        ))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server == 0 {
            return;
        }
        // A fast stop; when this fails the server ends with this process all the same.
        let _ = Command::new("kill").args(["-INT", &self.server.to_string()]).status();
    }
}

/// Folder of the newest installed version.
fn programs() -> io::Result<PathBuf> {
    let missing = || {
        io::Error::new(
            io::ErrorKind::NotFound,
            "PostgreSQL is not installed; cargo xtask setup installs it",
        )
    };
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .map_err(|_| missing())?
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder): &(u32, PathBuf)| folder.join("postgres").exists())
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder).ok_or_else(missing)
}

/// PostgreSQL refuses to run as root: then it runs as the user of its package.
fn server_user() -> io::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let mut ids = line
        .into_iter()
        .flat_map(|line| line.split(':').skip(1))
        .flat_map(str::parse);
    match (ids.next(), ids.next()) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        _ => Err(io::Error::new(
            io::ErrorKind::NotFound,
            "there is no user postgres to run PostgreSQL as",
        )),
    }
}

/// A program that runs as the server's user and ends with this process.
fn as_server(program: &Path) -> io::Result<Command> {
    let mut command = Command::new("setpriv");
    if let Some((user, group)) = server_user()? {
        command.args([
            format!("--reuid={user}"),
            format!("--regid={group}"),
            "--clear-groups".to_owned(),
        ]);
    }
    command
        .args(["--pdeathsig", "INT", "--"])
        .arg(program)
        .current_dir("/")
        .stdin(Stdio::null());
    Ok(command)
}

fn finish(mut command: Command) -> io::Result<()> {
    let done = command.output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()))
}

/// Starts the server from a thread that ends after it, because the server ends with the thread that started it.
fn wait_until_ready(mut command: Command) -> io::Result<(u32, JoinHandle<()>)> {
    let (tell, told) = mpsc::channel();
    let ending = std::thread::spawn(move || {
        let result = command.spawn();
        let mut server = match result {
            Ok(server) => server,
            Err(error) => {
                let _ = tell.send(Err(error));
                return;
            }
        };
        read_to_the_end(&mut server, &tell);
        let _ = server.wait();
    });
    Ok((told.recv().map_err(io::Error::other)??, ending))
}

fn read_to_the_end(server: &mut Child, tell: &mpsc::Sender<io::Result<u32>>) {
    let id = server.id();
    let mut said = String::new();
    for line in server
        .stderr
        .take()
        .into_iter()
        .flat_map(|pipe| BufReader::new(pipe).lines())
    {
        let Ok(line) = line else { break };
        if line.contains("ready to accept connections") {
            let _ = tell.send(Ok(id));
        }
        // Kept only until somebody has been told.
        if said.len() < 4096 {
            said.push_str(&line);
            said.push('\n');
        }
    }
    let _ = tell.send(Err(io::Error::other(said)));
}
