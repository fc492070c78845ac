import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is refused. */
export interface Refused {
    readonly status: 401 | 403 | 405 | 421;
    readonly reason: string;
}

/**
 * Admits the requests of the page that the server itself served, and no others.
 *
 * - Another name in `Host` than the loopback's is DNS rebinding: a foreign name that points to 127.0.0.1.
 * - Another `Origin`, or a `Sec-Fetch-Site` that says so, is a page of someone else in the same browser.
 * - Without the token, the request is of someone who did not read the terminal. The browser has it in a cookie that scripts can't read and that no other
 *   site's page sends.
 */
export class Guard {
    readonly token = randomBytes(24).toString("base64url");
    private readonly cookie: string;
    private readonly hosts: readonly string[];

    /** @param port Of the server: cookies of 127.0.0.1 are those of all ports. */
    constructor(port: number) {
        this.cookie = `jobstatus-console-${port}`;
        this.hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    }

    /** Undefined for a request that may be answered. */
    refuse({ headers, method = "" }: Pick<IncomingMessage, "headers" | "method">, query: URLSearchParams): Refused | undefined {
        const { host = "", origin, "sec-fetch-site": site = "none" } = headers;
        if (!this.hosts.includes(host)) {
            return { status: 421, reason: `The host must be ${this.hosts.join(" or ")}` };
        }
        if ((origin !== undefined && origin !== `http://${host}`) || (site !== "same-origin" && site !== "none")) {
            return { status: 403, reason: "Requests of other origins are refused" };
        }
        if (!["GET", "POST"].includes(method) || (method === "POST" && origin === undefined && headers.authorization === undefined)) {
            return { status: 405, reason: "The method must be GET, or POST with an Origin" };
        }
        const given = query.get("token") ?? this.inCookie(headers.cookie) ?? /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
        return given !== undefined && this.isToken(given)
            ? undefined
            : { status: 401, reason: "The token is missing or wrong: open the address that jobstatus console has printed" };
    }

    /** The header that gives the browser the token. */
    setCookie(): string {
        return `${this.cookie}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
    }

    private inCookie(cookies = ""): string | undefined {
        const pairs = cookies.split(/; */).map((pair) => pair.split("="));
        return pairs.find(([name]) => name === this.cookie)?.[1];
    }

    private isToken(given: string): boolean {
        const [a, b] = [Buffer.from(given), Buffer.from(this.token)];
        return a.length === b.length && timingSafeEqual(a, b);
    }
}

/** What every answer has: nothing is executed, embedded, framed or kept. */
export const SAFE_HEADERS = {
    "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
} as const;
