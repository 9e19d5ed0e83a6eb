import type { MailMessage } from "./mail-message.ts";
import { cleanLine, parseMailbox, showMailbox } from "./mailbox.ts";

const shownRecipients = 10;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** The mail as its tester gets it: to them alone, and saying at once that it is a test. */
export function redirectTest(message: MailMessage, testTo: string): MailMessage {
  const tester = parseMailbox(testTo);
  const notice = `This is a test. It would go to: ${describeRecipients(message)}.`;
  return {
    ...message,
    to: tester === null ? [] : [tester],
    cc: [],
    bcc: [],
    isTest: true,
    subject: cleanLine(`[Test] ${message.subject}`),
    text: `${notice}\n\n${message.text}`,
    html: message.html === null ? null : withNotice(message.html, notice),
  };
}

function describeRecipients({ to, cc, bcc }: MailMessage): string {
  const all = [...to, ...cc, ...bcc].map(showMailbox);
  const shown = all.slice(0, shownRecipients).join(", ");
  return all.length > shownRecipients ? `${shown} and ${all.length - shownRecipients} more` : shown;
}

/** Within the body where there is one: before it, mail programs drop it. */
function withNotice(html: string, notice: string): string {
  const line = `<p style="margin:0 0 16px;padding:8px 12px;background:#fff3c4;color:#3d2f00;font-family:sans-serif">${escape(notice)}</p>`;
  const body = /<body\b[^>]*>/i.exec(html);
  if (body === null) return `${line}${html}`;
  const at = body.index + body[0].length;
  return `${html.slice(0, at)}${line}${html.slice(at)}`;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
