// How much of what there is the filters keep from a reader, and the way to see it all the same.
import { number, times, tongue } from "../tongue";

const words = tongue({
  zh: {
    hidden: (rest: number) => `筛选条件隐去了这里的 ${number(rest)} 条陈述。`,
    shown: "这里不受筛选条件限制，显示全部。",
    all: "显示全部", fewer: "只看筛选后的",
  },
  en: {
    hidden: (rest: number) => `The filters hide ${times(rest, "claim")} here.`,
    shown: "Everything is shown here, whatever the filters.",
    all: "Show all", fewer: "Only what passes",
  },
});

export const Hidden = ({ rest, all, set }: { rest: number; all: boolean; set: (all: boolean) => void }) =>
  rest === 0 && !all ? null : (
    <p class="aside hidden-note">
      {all ? words.value.shown : words.value.hidden(rest)}{" "}
      <button type="button" class="more" data-do="all" onClick={() => set(!all)}>{all ? words.value.fewer : words.value.all}</button>
    </p>
  );
