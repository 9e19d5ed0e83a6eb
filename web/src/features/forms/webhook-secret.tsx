import { rotateWebhookSecret } from "@formloom/shared/api";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { explainError } from "../../effects/explain-error.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { ErrorMessage } from "../../ui/error-message.tsx";

export interface WebhookSecretProps {
  readonly formId: string;
}

export function WebhookSecret({ formId }: WebhookSecretProps) {
  const rotate = useMutation({
    mutationFn: () => callRoute(rotateWebhookSecret, { params: { formId } }),
  });
  return (
    <Stack align="flex-start">
      {rotate.isError && (
        <ErrorMessage {...explainError(rotate.error, "No new secret was made.")} />
      )}
      {rotate.data !== undefined && (
        <CopyField
          label="The new secret"
          description="It is shown only now. Give it to the receivers."
          value={rotate.data.secret}
        />
      )}
      <Text size="sm" c="dimmed">
        The one before it stays valid until you make the next.
      </Text>
      <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
        Make a new secret
      </Button>
    </Stack>
  );
}
