import type { Field } from "@formloom/shared/form";

/** Questions to begin a form with. */
export interface FormBeginning {
  readonly id: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

const name: Field = { id: "name", kind: "text", label: "Your name", required: true };
const email: Field = { id: "email", kind: "email", label: "Email", required: true };
const message: Field = { id: "message", kind: "long_text", label: "Message", required: false };

/** In the order they are offered; the first is what most people want. */
export const formBeginnings: readonly FormBeginning[] = [
  { id: "contact", label: "Contact: name, email, message", fields: [name, email, message] },
  {
    id: "enquiry",
    label: "Enquiry: name, email, budget, message",
    fields: [
      name,
      email,
      { id: "budget", kind: "number", label: "Budget", required: false, min: 0 },
      message,
    ],
  },
  {
    id: "feedback",
    label: "Feedback: a rating, what to improve, email",
    fields: [
      { id: "rating", kind: "rating", label: "How was it?", required: true, max: 5 },
      { id: "improve", kind: "long_text", label: "What could be better?", required: false },
      { ...email, required: false },
    ],
  },
  { id: "blank", label: "No questions yet", fields: [] },
];

/** The questions of a beginning; none where nobody knows it. */
export function fieldsToBeginWith(id: string | undefined): Field[] {
  return [...(formBeginnings.find((beginning) => beginning.id === id)?.fields ?? [])];
}
