import type { ConsoleAccount } from "../../console/session";
import { MisuseError } from "../shared/errors";

/**
 * The stack that a running `jobstatus console` plays, and how its local AWS is reached.
 *
 * @param address what `jobstatus console` printed, with the token
 * @throws MisuseError for another address, and for one at which no console answers.
 */
export async function readConsole(address: string): Promise<ConsoleAccount> {
    const { url, token } = addressOf(address);
    const answer = await fetch(new URL("/api/account", url), { headers: { authorization: `Bearer ${token}` } }).catch(() => {
        throw new MisuseError(`--console ${url.origin}: no console answers there. Start jobstatus console, and give the address that it prints`);
    });
    if (!answer.ok) {
        throw new MisuseError(`--console ${url.origin}: refused the token. Give the whole address that jobstatus console printed`);
    }
    return (await answer.json()) as ConsoleAccount;
}

function addressOf(address: string): { url: URL; token: string } {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const token = url?.searchParams.get("token") ?? "";
    if (url?.protocol !== "http:" || !["127.0.0.1", "localhost"].includes(url.hostname) || token === "") {
        throw new MisuseError(
            `--console must be the address that jobstatus console printed, http://127.0.0.1:PORT/?token=TOKEN, got ${JSON.stringify(address)}`,
        );
    }
    return { url, token };
}
