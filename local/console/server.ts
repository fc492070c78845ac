import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { Guard, SAFE_HEADERS } from "./guard";
import { html } from "./html";
import { BadRequest, type Routes } from "./routes";

/** The largest body: an event has 256 KB at most, and JSON may write each byte as six. */
const MOST_BYTES = 2_000_000;

const TYPES = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    json: "application/json",
} as const;

export interface PageFiles {
    /** Paths of the built script and its style. */
    readonly script: string;
    readonly style: string;
}

/** Serves the page and what it asks for, on the loopback interface alone. */
export class ConsoleServer {
    private guard!: Guard;
    private readonly streams = new Set<ServerResponse>();

    private constructor(
        private readonly server: Server,
        private readonly routes: Routes,
        private readonly files: PageFiles,
    ) {}

    /** @param port 0 for a free one. @throws Error with `code` EADDRINUSE for a port that is taken. */
    static async start(port: number, routes: Routes, files: PageFiles): Promise<ConsoleServer> {
        const server = createServer();
        await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
        const made = new ConsoleServer(server, routes, files);
        made.guard = new Guard(made.port);
        server.on("request", (request, response) => void made.answer(request, response));
        return made;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    /** The address to open: it has the token. */
    get url(): string {
        return `http://127.0.0.1:${this.port}/?token=${this.guard.token}`;
    }

    /** How many pages are connected. */
    get readers(): number {
        return this.streams.size;
    }

    /** Sends a message to all pages. @param data JSON */
    send(event: string, data: string): void {
        for (const stream of this.streams) {
            write(stream, event, data);
        }
    }

    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
        const refused = this.guard.refuse(request, searchParams);
        if (refused !== undefined) {
            end(response, refused.status, "json", JSON.stringify({ error: refused.reason }));
            return;
        }
        try {
            await this.routes.ready();
            await this.route(request, response, pathname);
        } catch (error) {
            // What a person can correct is an answer: a browser would log another status as an error.
            end(response, error instanceof BadRequest ? 200 : 500, "json", this.routes.json({ error: (error as Error).message }));
        }
    }

    private async route(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
        const { searchParams } = new URL(request.url ?? "/", "http://localhost");
        if (request.method === "POST") {
            const post = this.routes.post[pathname];
            if (post === undefined) {
                end(response, 404, "json", JSON.stringify({ error: "There is nothing here" }));
                return;
            }
            end(response, 200, "json", this.routes.json((await post(await bodyOf(request))) ?? {}));
            return;
        }
        switch (pathname) {
            case "/":
                if (searchParams.has("token")) {
                    // The token goes out of the address, where it would stay in the history.
                    response.setHeader("set-cookie", this.guard.setCookie());
                    response.setHeader("location", "/");
                    end(response, 303, "html", "");
                } else {
                    end(response, 200, "html", html({ script: "/console.js", style: "/console.css" }));
                }
                return;
            case "/console.js":
                end(response, 200, "js", readFileSync(this.files.script, "utf8"));
                return;
            case "/console.css":
                end(response, 200, "css", readFileSync(this.files.style, "utf8"));
                return;
            case "/api/stream":
                this.stream(response);
                return;
            default: {
                const get = this.routes.get[pathname];
                if (get === undefined) {
                    end(response, 404, "json", JSON.stringify({ error: "There is nothing here" }));
                } else {
                    end(response, 200, "json", this.routes.json(await get(searchParams)));
                }
            }
        }
    }

    /** The stream of events: everything at first, then what changes. A page that was disconnected comes back, and gets everything again. */
    private stream(response: ServerResponse): void {
        response.writeHead(200, { ...SAFE_HEADERS, "content-type": "text/event-stream" });
        response.write("retry: 500\n\n");
        write(response, "snapshot", this.routes.json(this.routes.snapshot()));
        this.streams.add(response);
        response.on("close", () => this.streams.delete(response));
    }
}

const write = (stream: ServerResponse, event: string, data: string) => void stream.write(`event: ${event}\ndata: ${data}\n\n`);

function end(response: ServerResponse, status: number, type: keyof typeof TYPES, body: string): void {
    response.writeHead(status, { ...SAFE_HEADERS, "content-type": TYPES[type] });
    response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > MOST_BYTES) {
            throw new BadRequest(`The request must have at most ${MOST_BYTES} bytes`);
        }
        parts.push(part);
    }
    try {
        const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8") || "{}");
        if (typeof body === "object" && body !== null && !Array.isArray(body)) {
            return body as Record<string, unknown>;
        }
    } catch (error) {
        throw new BadRequest(`The request must be JSON: ${(error as Error).message}`);
    }
    throw new BadRequest("The request must be a JSON object");
}
