import { signIn } from "@formloom/shared/api";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { callRoute } from "../../effects/api-client.ts";
import { hasCode } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { safeNext } from "../../effects/session.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { formValues } from "../../ui/form-values.ts";
import { AuthCard } from "./auth-card.tsx";

export function SignInPage() {
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
  const enter = useMutation({
    mutationFn: (body: { email: string; password: string }) => callRoute(signIn, { body }),
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ href: safeNext(next), replace: true });
    },
  });
  return (
    <AuthCard title="Sign in" lead="To your forms and what they set in motion.">
      {enter.isError && <ErrorMessage {...explainSignIn(enter.error)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { email = "", password = "" } = formValues(event.currentTarget);
          enter.mutate({ email, password });
        }}
      >
        <Stack>
          <TextInput name="email" type="email" label="Email" required autoComplete="username" />
          <PasswordInput
            name="password"
            label="Password"
            required
            autoComplete="current-password"
          />
          <Button type="submit" fullWidth loading={enter.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}

function explainSignIn(error: unknown) {
  if (!hasCode(error, "invalid_login")) return explainError(error, "You are not signed in.");
  return {
    what: "You are not signed in.",
    why: "Email and password do not match.",
    who: "Check both and try again. An admin can give you a new password.",
  };
}
