import { setUp } from "@formloom/shared/api";
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { callRoute } from "../../effects/api-client.ts";
import { ApiError } from "../../effects/api-error.ts";
import { explainError } from "../../effects/explain-error.ts";
import { queryClient } from "../../effects/query-client.ts";
import { ErrorMessage } from "../../ui/error-message.tsx";
import { formValues } from "../../ui/form-values.ts";
import { TextLink } from "../../ui/links.tsx";
import { AuthCard } from "./auth-card.tsx";

/** The first page of a new installation: makes the first admin with the token of the printed link. */
export function SetUpPage() {
  const navigate = useNavigate();
  const [token] = useState(() => tokenOf(window.location.hash));
  const make = useMutation({
    mutationFn: (body: { token: string; name: string; email: string; password: string }) =>
      callRoute(setUp, { body }),
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: "/", replace: true });
    },
  });
  const wrong = make.error instanceof ApiError ? make.error.fieldErrors : {};
  return (
    <AuthCard title="Welcome" lead="Make the first account. It is an admin: it may do everything.">
      {make.isError && <ErrorMessage {...explainSetUp(make.error)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const values = formValues(event.currentTarget);
          const { name = "", email = "", password = "" } = values;
          make.mutate({ token: token ?? values["token"] ?? "", name, email, password });
        }}
      >
        <Stack>
          {token === null && (
            <TextInput
              name="token"
              label="Set-up token"
              description="The end of the link that the server printed when it started."
              required
              autoComplete="off"
            />
          )}
          <TextInput
            name="name"
            label="Your name"
            required
            maxLength={120}
            autoComplete="name"
            error={wrong["name"]}
          />
          <TextInput
            name="email"
            type="email"
            label="Email"
            required
            autoComplete="username"
            error={wrong["email"]}
          />
          <PasswordInput
            name="password"
            label="Password"
            description="At least 10 characters."
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            error={wrong["password"]}
          />
          <Button type="submit" fullWidth loading={make.isPending}>
            Make the account
          </Button>
          <TextLink to="/sign-in" size="sm">
            There is an account already
          </TextLink>
        </Stack>
      </form>
    </AuthCard>
  );
}

/** The token behind the `#`, which browsers do not send to servers; null when there is none. */
function tokenOf(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  return token === null || token === "" ? null : token;
}

function explainSetUp(error: unknown) {
  const what = "The account was not made.";
  if (!(error instanceof ApiError) || error.code !== "invalid_login")
    return explainError(error, what);
  return {
    what,
    why: "The link is not the newest: each start of the server prints a new one.",
    who: "Open the link that the server printed last.",
  };
}
