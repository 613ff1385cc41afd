// Narrow windows: the panel stands under the view, and the page scrolls from one to the other.
export const narrow = matchMedia("(max-width: 899px)");

// Back from the panel to the view that is shown above it.
export const toView = (): void => {
  const view = document.getElementById("view")!;
  if (narrow.matches && view.getBoundingClientRect().top < 0) view.scrollIntoView({ block: "start" });
};
