import { useEffect, useState } from "preact/hooks";

import type { Letter } from "../protocol";
import { timeText } from "./clock";
import { attempt, get, post, quietly, useView } from "./store";

/** The messages that are in a queue because something failed, with what can be done with them. */
export function Letters({ node }: { node: string }) {
    const { snapshot } = useView();
    const [letters, setLetters] = useState<readonly Letter[]>([]);
    const load = async () => setLetters(await get<Letter[]>(`/api/letters?node=${encodeURIComponent(node)}`));
    const held = snapshot!.counts[node]?.held ?? 0;
    useEffect(() => quietly(load), [node, held]);
    const act = (path: string, { queue, id }: Letter) =>
        attempt(async () => {
            await post(path, { queue, id });
            await load();
        });
    return (
        <section aria-label="Messages in the queue">
            <h3>{`Failed events in it: ${letters.length}`}</h3>
            <ul class="plain">
                {letters.map((letter) => (
                    <li key={letter.id}>
                        <p class="bad">{letter.reason}</p>
                        <p class="dim">{`Event ${letter.event}, ${timeText(letter.sentMs)} UTC`}</p>
                        <div class="tools">
                            <button type="button" onClick={() => act("/api/redrive", letter)}>
                                Redrive
                            </button>
                            <button type="button" onClick={() => act("/api/remove", letter)}>
                                Delete
                            </button>
                        </div>
                        <details>
                            <summary>Body</summary>
                            <pre tabIndex={0}>{letter.body}</pre>
                        </details>
                    </li>
                ))}
            </ul>
        </section>
    );
}
