import { useState } from "preact/hooks";

import { ClockBar, timeText } from "./clock";
import { Details } from "./details";
import { Findings } from "./findings";
import { Graph } from "./graph";
import { History } from "./history";
import { Messages } from "./messages";
import { Pattern } from "./pattern";
import { Play } from "./play";
import { Steps } from "./steps";
import { isSaved, update, useView } from "./store";

const VIEWS = ["Graph", "Pattern", "Messages", "History", "Findings"] as const;

/** The page: a bar with the clock, and one of several views. */
export function App() {
    const { snapshot, connected, selected, problem } = useView();
    const [shown, show] = useState<(typeof VIEWS)[number]>("Graph");
    if (snapshot === undefined) {
        return <main class="waiting">{connected ? "Loading" : "Waiting for jobstatus console"}</main>;
    }
    const { program, stack, region, findings, programError, notJudged } = snapshot;
    const showAt = (node: string | null) => {
        show("Graph");
        update({ selected: node });
    };
    return (
        <>
            <header>
                <h1>
                    {program} <span class="dim">{[`stack ${stack}`, region].filter((part) => part !== "").join(", ")}</span>
                </h1>
                <nav aria-label="Views">
                    {VIEWS.filter((name) => !isSaved || name !== "Pattern").map((name) => (
                        <button key={name} type="button" aria-current={name === shown ? "page" : undefined} onClick={() => show(name)}>
                            {name === "Findings" ? `Findings (${findings.length})` : name}
                        </button>
                    ))}
                </nav>
                {isSaved ? <span class="dim">{`saved run, until ${timeText(snapshot.clock.nowMs)} UTC`}</span> : <ClockBar clock={snapshot.clock} />}
            </header>
            <div role="status" class="notices">
                {!connected && <p class="bad">The connection to jobstatus console is lost. It is tried again.</p>}
                {programError !== null && <p class="bad">{programError}</p>}
                {notJudged !== null && <p>{notJudged}</p>}
                {problem !== null && <p class="bad">{problem}</p>}
            </div>
            <main>
                {shown === "Graph" && (
                    <div class="columns">
                        <Graph />
                        <aside aria-label={selected === null ? "Play" : "Details"}>
                            {selected !== null && <Details key={selected} id={selected} onClose={() => update({ selected: null })} />}
                            <div hidden={selected !== null}>
                                {!isSaved && <Play />}
                                <Steps />
                            </div>
                        </aside>
                    </div>
                )}
                {shown === "Pattern" && <Pattern />}
                {shown === "Messages" && (
                    <Messages title="Messages" none={<p>No topic has got a message yet. Play an event.</p>} onFollow={() => showAt(null)} />
                )}
                {shown === "History" && <History onFollow={() => showAt(null)} />}
                {shown === "Findings" && <Findings onShow={showAt} />}
            </main>
        </>
    );
}
