import type { Mailbox } from "./mailbox.ts";

/** A mail with all values in it, but for its Message-ID. */
export interface MailMessage {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly replyTo: Mailbox | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Goes to whoever tries the step out, not to its recipients. */
  readonly isTest: boolean;
}
