export interface MailHeadProps {
  readonly mail: {
    readonly from: string;
    readonly to: readonly string[];
    readonly cc: readonly string[];
    readonly bcc: readonly string[];
    readonly replyTo: string | null;
  };
}

/** From, To and what else a mail says above its text; lines without an address are left out. */
export function MailHead({ mail }: MailHeadProps) {
  const lines = [
    { label: "From", value: mail.from },
    { label: "To", value: mail.to.join(", ") },
    { label: "Cc", value: mail.cc.join(", ") },
    { label: "Bcc", value: mail.bcc.join(", ") },
    { label: "Reply to", value: mail.replyTo ?? "" },
  ].filter(({ value }) => value !== "");
  return (
    <dl className="mail-head">
      {lines.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
