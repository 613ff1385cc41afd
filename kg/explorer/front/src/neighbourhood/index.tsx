export const Neighbourhood = () => null;
