import { ResultCodeError } from "ldapts";
import { LogonNotTriedError, type Peer, resultCode } from "./failure.ts";

/**
 * One logon at a time, and none any more after a refused one: the domain controllers of a forest count refused passwords
 * together, and a few of them lock the account.
 */
export class Logons {
  #last: Promise<unknown> = Promise.resolve();
  #refusedBy: string | undefined;

  /** Throws what `logOn` throws, or LogonNotTriedError without having tried. */
  run(peer: Peer, logOn: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (this.#refusedBy !== undefined) throw notTried(peer, this.#refusedBy);
      try {
        await logOn();
      } catch (error) {
        if (error instanceof ResultCodeError && error.code === resultCode.invalidCredentials)
          this.#refusedBy = `${peer.host}:${peer.port}`;
        throw error;
      }
    });
    // Whoever waits for the logon hears of its failure; the next one waits for its end only.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function notTried({ host, port, reader }: Peer, refusedBy: string): LogonNotTriedError {
  return new LogonNotTriedError(
    `${host}:${port} was not asked, because ${refusedBy} has refused the logon of ${reader} and a second refusal could lock the account`,
    "First fix what that domain controller reports",
    null,
  );
}
