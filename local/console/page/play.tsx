import { useEffect, useState } from "preact/hooks";

import type { ActiveFault, FaultChoice, PlayChoices, Played } from "../protocol";
import { Choice, Line } from "./fields";
import { attempt, follow, get, post, quietly, update, useView } from "./store";
import { Why, type WhyAnswer } from "./why";

/** Shows the way of what was played, as soon as it is on a bus. */
async function followPlayed({ event }: Played): Promise<void> {
    update({ selected: null });
    await follow(event);
    if (event === null) {
        update({ problem: "The event has not come to the bus: a fault delays or loses it." });
    }
}

/** Events, jobs and faults to try. */
export function Play() {
    const [choices, setChoices] = useState<PlayChoices | undefined>();
    const { snapshot } = useView();
    useEffect(() => quietly(async () => setChoices(await get<PlayChoices>("/api/choices"))), [snapshot!.graph]);
    if (choices === undefined) {
        return <p class="dim">Loading</p>;
    }
    return (
        <section aria-label="Play" class="play">
            <h2>Play</h2>
            <EventForm samples={choices.samples} />
            <details>
                <summary>What happens if …</summary>
                <ul class="plain">
                    {choices.stories.map(({ name, shows }) => (
                        <li key={name}>
                            <button type="button" onClick={() => attempt(async () => followPlayed(await post<Played>("/api/story", { name })))}>
                                {name}
                            </button>
                            <p class="dim">{shows}</p>
                        </li>
                    ))}
                </ul>
            </details>
            <details>
                <summary>Start a SageMaker job</summary>
                <JobForm jobs={choices.jobs} />
            </details>
            <details>
                <summary>Faults</summary>
                <Faults faults={choices.faults} />
            </details>
            <Restart />
        </section>
    );
}

const jsonText = (value: unknown) => JSON.stringify(value, null, 2);

function EventForm({ samples }: Pick<PlayChoices, "samples">) {
    const first = samples.find(({ name }) => name === "TrainingJob.failed") ?? samples[0]!;
    const [name, setName] = useState(first.name);
    const [text, setText] = useState(jsonText(first.event));
    const [isNew, setNew] = useState(true);
    const [why, setWhy] = useState<WhyAnswer | undefined>();
    const choose = (chosen: string) => {
        setName(chosen);
        setText(jsonText(samples.find((sample) => sample.name === chosen)!.event));
        setWhy(undefined);
    };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                attempt(async () => followPlayed(await post<Played>("/api/play", { event: text, asNewJob: isNew })));
            }}
        >
            <Choice label="Event" value={name} options={samples.map((sample) => sample.name)} onChange={choose} />
            <div class="tools">
                <button type="submit" class="main">
                    Play
                </button>
                <button type="button" onClick={() => attempt(async () => setWhy(await post<WhyAnswer>("/api/why", { event: text })))}>
                    Why?
                </button>
                <label>
                    <input type="checkbox" checked={isNew} onChange={(event) => setNew(event.currentTarget.checked)} /> as a new job, now
                </label>
            </div>
            <details>
                <summary>Edit the event</summary>
                <textarea
                    aria-label="The event as JSON"
                    rows={14}
                    spellcheck={false}
                    value={text}
                    onInput={(event) => setText(event.currentTarget.value)}
                />
            </details>
            {why !== undefined && <Why answer={why} />}
        </form>
    );
}

function JobForm({ jobs }: Pick<PlayChoices, "jobs">) {
    const [kind, setKind] = useState("TrainingJob");
    const [ends, setEnds] = useState("Failed");
    const [name, setName] = useState("my-job-1");
    const all = jobs.find((job) => job.kind === kind)!.ends;
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                attempt(async () => {
                    await post("/api/job", { kind, name, ends: all.includes(ends) ? ends : all[0] });
                    await follow(null);
                    // A name can be used once.
                    setName(name.replace(/\d*$/, (number) => String(Number(number) + 1)));
                });
            }}
        >
            <Choice label="Kind" value={kind} options={jobs.map((job) => job.kind)} onChange={setKind} />
            <Choice label="Ends as" value={all.includes(ends) ? ends : all[0]!} options={all} onChange={setEnds} />
            <Line label="Name" value={name} onInput={setName} />
            <button type="submit">Start the job</button>
        </form>
    );
}

function Faults({ faults }: { faults: readonly FaultChoice[] }) {
    const { snapshot } = useView();
    const [active, setActive] = useState<readonly ActiveFault[]>([]);
    const [name, setName] = useState("breakHandler");
    const [resource, setResource] = useState("");
    const [members, setMembers] = useState<Record<string, string>>({});
    const load = async () => setActive(await get<ActiveFault[]>("/api/faults"));
    useEffect(() => quietly(load), [snapshot!.facts]);
    const chosen = faults.find((fault) => fault.name === name)!;
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                attempt(async () => {
                    await post("/api/fault", { fault: name, resource, members });
                    await load();
                });
            }}
        >
            <Choice
                label="Fault"
                value={name}
                options={faults.map((fault) => fault.name)}
                onChange={(value) => {
                    setName(value);
                    setResource("");
                    setMembers({});
                }}
            />
            <p class="dim">{chosen.does}</p>
            <Choice
                label="Strikes"
                value={resource}
                options={[["", "everything that it can"], ...chosen.resources.map((each) => [each, each.split(/[:/]/).at(-1)!] as const)]}
                onChange={setResource}
            />
            {chosen.members.map((member) => (
                <Line
                    key={member.name}
                    label={member.name}
                    placeholder={member.allowed}
                    value={members[member.name] ?? ""}
                    onInput={(value) => setMembers({ ...members, [member.name]: value })}
                />
            ))}
            <button type="submit">Switch on</button>
            <ul class="plain">
                {active.map(({ number, name: on, resource: struckOne, struck }) => (
                    <li key={number}>
                        {`${on}${struckOne === null ? "" : ` of ${struckOne.split(/[:/]/).at(-1)}`}, struck ${struck} times `}
                        <button
                            type="button"
                            onClick={() =>
                                attempt(async () => {
                                    await post("/api/fault/end", { number });
                                    await load();
                                })
                            }
                        >
                            Switch off
                        </button>
                    </li>
                ))}
            </ul>
        </form>
    );
}

function Restart() {
    const { snapshot } = useView();
    const [seed, setSeed] = useState(String(snapshot!.seed));
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                attempt(() => post("/api/restart", { seed: Number(seed) }));
            }}
        >
            <Line label="Seed" size={6} value={seed} onInput={setSeed} />
            <button type="submit">Restart</button>
        </form>
    );
}
