import { z } from "zod";
import { userSchema } from "./accounts.ts";
import { defineRoute } from "./route.ts";

/**
 * Sign in with e-mail and password; the answer sets the session's cookie. 401 `invalid_login` is the
 * same for an unknown address, a wrong password and a disabled person; 429 after several failures;
 * 404 before the first admin exists.
 */
export const signIn = defineRoute({
  method: "POST",
  path: "/api/auth/sign-in/email",
  summary: "Sign in; sets the session cookie",
  policy: { access: "public" },
  body: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
  response: z.strictObject({ user: userSchema }),
});

/** End this browser's session; without one it does nothing. */
export const signOut = defineRoute({
  method: "POST",
  path: "/api/auth/sign-out",
  summary: "Sign out",
  policy: { access: "public" },
});

/** Change one's own password; every other session of the person ends. 401 `invalid_login`: wrong one. */
export const changePassword = defineRoute({
  method: "POST",
  path: "/api/auth/change-password",
  summary: "Change one's own password; all other sessions end",
  policy: { access: "signed-in", tokens: false },
  body: z.strictObject({
    currentPassword: z.string().max(200),
    newPassword: z.string().min(10).max(200),
  }),
});
