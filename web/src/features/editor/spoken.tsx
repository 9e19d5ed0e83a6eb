import { useAppStore } from "../../store/store.ts";
import "./notes.css";

/** What happened, in words, for those who do not see it. */
export function Spoken() {
  const { text, count } = useAppStore((state) => state.spoken);
  return (
    // A text said twice is another text to a screen reader.
    <output className="spoken">
      {text}
      {count % 2 === 0 ? "" : "\u00a0"}
    </output>
  );
}
