export const Paths = () => null;
