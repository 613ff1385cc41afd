export const Filters = () => null;
export const TimeBar = () => null;
