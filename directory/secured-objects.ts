/** Every object of a domain with what decides who may do what to it, as a stream: forests do not fit into memory. */

export interface SecuredObject {
  /** The first component of the distinguished name, as it is written there: `CN=Koch\, Amelie`. */
  readonly name: string;
  /** The rest of it: the distinguished name of the container. Equal ones are the same text in memory. */
  readonly container: string;
  /** The most specific structural class; null when the reader may not read it. */
  readonly objectClass: string | null;
  /** Which of the descriptors handed out so far it has, counted from 0; null when the reader may not read it. */
  readonly descriptor: number | null;
  /** Whether adminCount is 1: a group that AdminSDHolder protects holds or held it. */
  readonly adminCount: boolean;
  /** isCriticalSystemObject: a part of Active Directory itself, which is never synchronized. */
  readonly critical: boolean;
  /** Whether mS-DS-ConsistencyGuid came back, whatever its value; false where the reader may not read it, too. */
  readonly consistencyGuid: boolean;
  /** objectGUID, its 16 bytes in base64 without padding; absent where the reader may not read it, or nobody wants it. */
  readonly guid?: string | undefined;
}

export interface ObjectBatch {
  /**
   * Descriptors that no batch before has brought, self-relative, without SACL; they are numbered on. Whoever keeps one
   * copies it: the bytes may change after the call.
   */
  readonly descriptors: readonly Uint8Array[];
  readonly objects: readonly SecuredObject[];
}

/** Takes one batch after the other. */
export interface ObjectReceiver {
  /** Whether it wants the objectGUID of every object, which costs a domain controller and the network time; not when absent. */
  readonly wantsGuids?: boolean;
  receive(batch: ObjectBatch): void;
}

/** A receiver that has been given every object which the reader sees, and where they come from. */
export interface ObjectsRead<Receiver> {
  readonly receiver: Receiver;
  /** DNS name of the domain controller. */
  readonly domainController: string;
}

export function distinguishedNameOf({ name, container }: Pick<SecuredObject, "name" | "container">): string {
  return `${name},${container}`;
}
