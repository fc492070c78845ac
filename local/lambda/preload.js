"use strict";
/*
 * Runs in every local function before its code (node --require): gives it the virtual time, and allows it to reach loopback addresses only.
 * Nothing else is touched; process.hrtime() stays real, and so do timers and performance.now(), except for what timers.js skips.
 *
 * The clock stands still during an invocation, so that what a function writes down does not depend on how busy the machine is. A loop that
 * waits for Date.now() to pass a limit ends by the function's timeout; context.getRemainingTimeInMillis() counts real time.
 *
 * The connections are belt and braces: dummy credentials and AWS_ENDPOINT_URL already keep the SDK on the laptop. A program that the function
 * starts (child_process) is not watched.
 */
const dgram = require("node:dgram");
const dns = require("node:dns");
const { syncBuiltinESMExports } = require("node:module");
const net = require("node:net");
require("./timers.js");

const RealDate = Date;
let now = RealDate.now();

RealDate.now = () => now;
globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now] : args, newTarget),
    apply: () => new RealDate(now).toString(),
});
// So that `new value.constructor()` has the virtual time as well.
RealDate.prototype.constructor = globalThis.Date;

/** Sets the time that Date shows, in milliseconds since 1970. */
exports.setNow = (ms) => {
    now = ms;
};

const loopback = new net.BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

function isLoopback(host) {
    const family = net.isIP(host);
    return family === 0 ? host === undefined || host === "" || host === "localhost" : loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}

function refusal(what) {
    return Object.assign(new Error(`${what} refused: on the laptop a function reaches loopback addresses only`), { code: "ERR_NOT_LOOPBACK" });
}

/** The options of net.connect() in each of its forms: (options), (path), (port, host); Node itself passes them on as an array. */
function connectOptions([first, second]) {
    if (Array.isArray(first)) {
        return first[0];
    }
    if (typeof first === "object" && first !== null) {
        return first;
    }
    return typeof first === "string" && !(Number(first) >= 0)
        ? { path: first }
        : { port: first, host: typeof second === "string" ? second : undefined };
}

// net.connect, tls.connect, http, http2 and fetch all end here. (http passes `path: null`.)
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
    const options = connectOptions(args);
    const { path, host, port } = options;
    if (!path && isLoopback(host)) {
        return connect.apply(this, args);
    }
    // As if the name had not been found: callers such as tls.connect() need the socket to exist until then.
    const error = refusal(`Connection to ${path || `${host}:${port}`}`);
    error.message += ". Take the address from an environment variable, and give it that of a server on this machine here";
    const lookup = (_name, _options, callback) => process.nextTick(callback, error);
    return connect.call(this, { ...options, path: undefined, host: "refused.invalid", port: port ?? 0, lookup });
};

for (const name of ["send", "connect"]) {
    const original = dgram.Socket.prototype[name];
    dgram.Socket.prototype[name] = function (...args) {
        const host = args.slice(1).find((arg) => typeof arg === "string");
        if (!isLoopback(host)) {
            throw refusal(`Datagram to ${host}`);
        }
        return original.apply(this, args);
    };
}

// fetch hides why it failed in a cause, which no report of a failure has.
const { fetch } = globalThis;
globalThis.fetch = async function (input, init) {
    try {
        return await fetch(input, init);
    } catch (error) {
        if (error?.cause?.code === "ERR_NOT_LOOPBACK") {
            error.message += `: ${error.cause.message}`;
        }
        throw error;
    }
};

function guardNames(owner, refuse) {
    for (const name of Object.getOwnPropertyNames(owner)) {
        const original = owner[name];
        if (/^(lookup|resolve|reverse)/.test(name) && typeof original === "function") {
            owner[name] = function (host, ...rest) {
                // lookup() asks the machine; the others would ask a name server, even for localhost.
                return name === "lookup" && isLoopback(host)
                    ? original.call(this, host, ...rest)
                    : refuse(refusal(`Name query for ${host}`), rest.at(-1));
            };
        }
    }
}
const byCallback = (error, callback) => {
    process.nextTick(callback, error);
};
guardNames(dns, byCallback);
guardNames(dns.Resolver.prototype, byCallback);
guardNames(dns.promises, (error) => Promise.reject(error));
guardNames(dns.promises.Resolver.prototype, (error) => Promise.reject(error));
syncBuiltinESMExports();
