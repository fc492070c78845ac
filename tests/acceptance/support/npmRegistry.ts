import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly dist: { readonly integrity: string; readonly tarball: string };
}

/** What `npm publish` sends. */
interface Publication {
    readonly name: string;
    readonly "dist-tags": Record<string, string>;
    readonly versions: Record<string, Manifest>;
    readonly access: string | null;
    readonly _attachments: Record<string, { readonly data: string }>;
}

/** A registry for npm on this machine: keeps what is published, refuses what npm's own refuses, and sends on to that one for all other packages. */
export class NpmRegistry {
    readonly packages = new Map<string, { publication: Publication; tarballs: Map<string, Buffer> }>();
    /** Each attempt to publish: "name@version", and how it was answered. */
    readonly attempts: string[] = [];
    /** Packages whose next publication is answered with an error. */
    readonly failing = new Set<string>();
    private readonly server: Server = createServer((request, response) => {
        this.answer(request, response).catch((error: Error) => response.writeHead(500).end(JSON.stringify({ error: error.message })));
    });

    /** @param upstream Address of the registry of all other packages. */
    constructor(
        private readonly upstream: string,
        private readonly token: string,
    ) {}

    get host(): string {
        return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async open(): Promise<void> {
        await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }

    private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const [, name = "", , file] = decodeURIComponent(request.url!.split("?")[0]!).split(/\/(?!-$)/);
        const held = this.packages.get(name);
        const json = (status: number, value: object) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
        if (request.method === "PUT") {
            const chunks: Buffer[] = [];
            for await (const chunk of request) {
                chunks.push(chunk as Buffer);
            }
            const isKnown = request.headers.authorization === `Bearer ${this.token}`;
            const status = isKnown ? this.publish(JSON.parse(Buffer.concat(chunks).toString()) as Publication) : 401;
            json(status, status === 201 ? { ok: true } : { error: `answered ${status}` });
        } else if (held === undefined) {
            response.writeHead(302, { location: new URL(request.url!.slice(1), this.upstream).href }).end();
        } else if (file !== undefined) {
            response.end(held.tarballs.get(file));
        } else {
            json(200, held.publication);
        }
    }

    private publish(publication: Publication): number {
        const { name, versions, _attachments } = publication;
        const [version, { dist }] = Object.entries(versions)[0]!;
        const [file, { data }] = Object.entries(_attachments)[0]!;
        const tarball = Buffer.from(data, "base64");
        const isWhole = dist.integrity === `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
        const status = this.failing.delete(name) ? 503 : this.packages.has(name) ? 403 : isWhole ? 201 : 400;
        this.attempts.push(`${name}@${version} ${status}`);
        if (status === 201) {
            this.packages.set(name, { publication, tarballs: new Map([[file, tarball]]) });
        }
        return status;
    }
}
