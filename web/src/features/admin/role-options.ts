import { roleSchema, type Role } from "@formloom/shared/api";

/** Roles as a select shows them. */
export const roleOptions: { readonly value: Role; readonly label: string }[] = [
  { value: "owner", label: "Form owner" },
  { value: "viewer", label: "Viewer" },
  { value: "admin", label: "Admin" },
];

/** The chosen role; what a select cannot hold is a viewer, who may do least. */
export function parseRole(value: unknown): Role {
  return roleSchema.safeParse(value).data ?? "viewer";
}
