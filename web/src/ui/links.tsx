import {
  Anchor,
  Button,
  NavLink,
  type AnchorProps,
  type ButtonProps,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type AnchorAttributes = Omit<ComponentPropsWithRef<"a">, "color" | "style">;

function ButtonAnchor(props: ButtonProps & AnchorAttributes) {
  return <Button component="a" {...props} />;
}

function TextAnchor(props: AnchorProps & AnchorAttributes) {
  return <Anchor {...props} />;
}

function NavAnchor(props: NavLinkProps & AnchorAttributes) {
  return <NavLink component="a" {...props} />;
}

/** A link that looks like a button; `to` and `params` are checked against the routes. */
export const ButtonLink = createLink(ButtonAnchor);
/** A link within text. */
export const TextLink = createLink(TextAnchor);
/** A link in a list of destinations. */
export const NavItemLink = createLink(NavAnchor);
