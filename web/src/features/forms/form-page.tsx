import { Button, Container } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { explainError } from "../../effects/explain-error.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { counted } from "../../ui/counted.ts";
import { TextLink } from "../../ui/links.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { QueryGate } from "../../ui/query-gate.tsx";
import { FormTabs } from "./form-tabs.tsx";

/** A form's page: its name, its tabs, and the tab that is open. */
export function FormPage() {
  const { formId } = useParams({ from: "/app/forms/$formId" });
  const form = useQuery(formQuery(formId));
  return (
    <Container size="lg" py="xl">
      <QueryGate
        query={form}
        explain={(error) => explainError(error, "The form could not be shown.")}
      >
        {({ name, publicUrl, open, responseCount }) => (
          <>
            <PageHeader
              title={name}
              above={
                <TextLink to="/" size="sm" style={{ alignSelf: "flex-start" }}>
                  All forms
                </TextLink>
              }
              description={`${counted(responseCount, "response")}${open ? "" : " · closed for new ones"}`}
              actions={
                <Button
                  component="a"
                  href={publicUrl}
                  target="_blank"
                  rel="noreferrer"
                  variant="default"
                  rightSection={<IconExternalLink size={16} aria-hidden />}
                >
                  Open the form
                </Button>
              }
            />
            <FormTabs formId={formId} />
            <Outlet />
          </>
        )}
      </QueryGate>
    </Container>
  );
}
