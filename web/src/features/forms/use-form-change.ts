import { updateForm, type FormView } from "@formloom/shared/api";
import { useMutation } from "@tanstack/react-query";
import { callRoute, type CallOptions } from "../../effects/api-client.ts";
import { formQuery } from "../../effects/form-queries.ts";
import { queryClient } from "../../effects/query-client.ts";
import { showDone } from "../../ui/toast.tsx";

type FormChange = CallOptions<typeof updateForm>["body"];

/** Changes a form's properties besides its questions. */
export function useFormChange(form: FormView) {
  return useMutation({
    mutationFn: (body: NonNullable<FormChange>) =>
      callRoute(updateForm, {
        params: { formId: form.id },
        query: {},
        body,
        ifMatch: form.version,
      }),
    onSuccess: async ({ form: saved }) => {
      queryClient.setQueryData(formQuery(form.id).queryKey, saved);
      showDone("Saved");
      await queryClient.invalidateQueries({ queryKey: ["forms"] });
    },
    onError: () => queryClient.invalidateQueries({ queryKey: formQuery(form.id).queryKey }),
  });
}
