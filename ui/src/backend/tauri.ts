import { listen } from '@tauri-apps/api/event';
import { type Backend, CommandError, toAppError } from './backend';
import { commands } from './bindings';
import type { AppEvent } from './types';

/** Whatever the shell rejects a command with becomes a {@link CommandError}. */
function told<Args extends unknown[], T>(command: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
  return async (...args) => {
    try {
      return await command(...args);
    } catch (thrown) {
      throw new CommandError(toAppError(thrown));
    }
  };
}

/** The backend inside the desktop shell. */
export function tauriBackend(): Backend {
  return {
    boot: told(commands.boot),
    syncState: told(commands.syncState),
    syncNow: told(commands.syncNow),
    findPlaces: told(commands.findPlaces),
    searchSlots: told(commands.searchSlots),
    slotDetails: told(commands.slotDetails),
    checkPatient: told(commands.checkPatient),
    book: told(commands.book),
    cancel: told(commands.cancel),
    reschedule: told(commands.reschedule),
    attend: told(commands.attend),
    restore: told(commands.restore),
    visitsOn: told(commands.visitsOn),
    joinWaitingList: told(commands.joinWaitingList),
    leaveWaitingList: told(commands.leaveWaitingList),
    prolong: told(commands.prolong),
    answerOffer: told(commands.answerOffer),
    calls: told(commands.calls),
    acceptProposal: told(commands.acceptProposal),
    endCall: told(commands.endCall),
    schedules: told(commands.schedules),
    clinicLocations: told(commands.clinicLocations),
    timetable: told(commands.timetable),
    checkTimetable: told(commands.checkTimetable),
    timetableDifference: told(commands.timetableDifference),
    publishTimetable: told(commands.publishTimetable),
    addSchedule: told(commands.addSchedule),
    importTerms: told(commands.importTerms),
    lookUp: told(commands.lookUp),
    lookups: told(commands.lookups),
    reviewLookup: told(commands.reviewLookup),
    devices: told(commands.devices),
    inviteDevice: told(commands.inviteDevice),
    approveDevice: told(commands.approveDevice),
    revokeDevice: told(commands.revokeDevice),
    requests: told(commands.requests),
    requestPerson: told(commands.requestPerson),
    dismissRequest: told(commands.dismissRequest),
    appointments: told(commands.appointments),
    waitingList: told(commands.waitingList),
    notices: told(commands.notices),
    readNotices: told(commands.readNotices),
    connection: told(commands.connection),
    checkConnection: told(commands.checkConnection),
    connect: told(commands.connect),
    signIn: told(commands.signIn),
    signInProvider: told(commands.signInProvider),
    signInWithProvider: told(commands.signInWithProvider),
    cancelSignIn: told(commands.cancelSignIn),
    signOut: told(commands.signOut),
    listen(callback, opened) {
      const unlisten = listen<AppEvent>('app-event', (event) => callback(event.payload));
      void unlisten.then(opened);
      return () => void unlisten.then((stop) => stop());
    },
  };
}
