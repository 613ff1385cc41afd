// Styles are imported where they belong; the bundler gathers them.
declare module "*.css";
