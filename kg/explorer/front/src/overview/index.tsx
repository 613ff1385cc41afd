export const OverviewView = () => null;
