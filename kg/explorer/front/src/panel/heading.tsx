// The heading of a part of the panel: where the focus goes when it opens.
import type { ComponentChildren } from "preact";

export const Heading = ({ children, class: name }: { children: ComponentChildren; class?: string }) => (
  <h2 class={name} tabIndex={-1} data-heading>{children}</h2>
);
