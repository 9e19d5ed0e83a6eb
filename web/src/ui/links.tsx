import { Anchor, Button, type AnchorProps, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type AnchorAttributes = Omit<ComponentPropsWithRef<"a">, "color" | "style">;

function ButtonAnchor(props: ButtonProps & AnchorAttributes) {
  return <Button component="a" {...props} />;
}

function TextAnchor(props: AnchorProps & AnchorAttributes) {
  return <Anchor {...props} />;
}

/** A link that looks like a button; `to` and `params` are checked against the routes. */
export const ButtonLink = createLink(ButtonAnchor);
/** A link within text. */
export const TextLink = createLink(TextAnchor);
