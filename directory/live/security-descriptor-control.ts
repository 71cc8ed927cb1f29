import { Ber, BerWriter, Control } from "ldapts";

/** Owner, group and DACL: all but the SACL, for which an ordinary reader would lose the whole descriptor. */
const ownerGroupAndDacl = 0x7;

/** Asks for security descriptors without the SACL. Source: MS-ADTS 3.1.1.3.4.1.11, LDAP_SERVER_SD_FLAGS_OID. */
export class SecurityDescriptorControl extends Control {
  constructor() {
    super("1.2.840.113556.1.4.801", { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(ownerGroupAndDacl);
    value.endSequence();
    writer.writeBuffer(value.buffer, Ber.OctetString);
  }
}
