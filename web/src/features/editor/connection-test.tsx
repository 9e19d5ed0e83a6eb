import { Button, Text } from "@mantine/core";
import { testConnection } from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { callRoute } from "../../effects/api-client.ts";
import { reasonOf } from "../../effects/explain-error.ts";

export interface ConnectionTestProps {
  readonly connectionId: string;
  readonly name: string;
}

/** Asks the service whether the stored credentials are good; sends nothing that anybody would see. */
export function ConnectionTest({ connectionId, name }: ConnectionTestProps) {
  const test = useMutation({
    mutationFn: () => callRoute(testConnection, { params: { connectionId } }),
  });
  const failed = test.isError ? reasonOf(test.error) : null;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={test.isPending}
        aria-label={`Test ${name}`}
        onClick={() => test.mutate()}
      >
        Test it
      </Button>
      <Text
        size="sm"
        aria-live="polite"
        className="connection-verdict"
        data-bad={test.data?.ok === false || failed !== null || undefined}
      >
        {test.data === undefined
          ? failed
          : `${test.data.ok ? "It works." : "It does not work."} ${test.data.message}`}
      </Text>
    </>
  );
}
