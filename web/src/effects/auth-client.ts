import { z } from "zod";
import { ApiError } from "./api-error.ts";

const refusalSchema = z.object({ code: z.string().optional(), message: z.string().optional() });

/** Starts a session; the cookie is set by the answer. */
export async function signIn(email: string, password: string): Promise<void> {
  await post("/api/auth/sign-in/email", { email: email.trim().toLowerCase(), password });
}

export async function signOut(): Promise<void> {
  await post("/api/auth/sign-out", {});
}

/** Also ends the person's other sessions. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await post("/api/auth/change-password", {
    currentPassword,
    newPassword,
    revokeOtherSessions: true,
  });
}

/** The account routes are not ours, so neither is the shape of their refusals. */
async function post(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError(0, "unreachable", "The server cannot be reached", { cause });
  }
  if (response.ok) return;
  const answer: unknown = await response.json().catch(() => null);
  const refusal = refusalSchema.safeParse(answer).data;
  const code = refusal?.code ?? `http_${response.status}`;
  throw new ApiError(response.status, code, refusal?.message ?? `Status ${response.status}`, {
    body: answer,
  });
}
