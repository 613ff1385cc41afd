// A confidence in words and as its number.
import { UNSURE } from "../lens";
import { graph } from "../state";
import { tongue } from "../tongue";

const words = tongue({
  zh: { confidence: "置信度", high: "高", middle: "中", low: "低" },
  en: { confidence: "confidence", high: "high", middle: "fair", low: "low" },
});

export const Sure = ({ claim }: { claim: number }) => {
  const confidence = graph().confidence(claim);
  const word = confidence >= 0.9 ? words.value.high : confidence >= UNSURE ? words.value.middle : words.value.low;
  return <span class="sure">{words.value.confidence} {word} {confidence.toFixed(2)}</span>;
};
