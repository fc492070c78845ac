/** Tells what takes time. */
export interface Progress {
    readonly show: (message: string) => void;
    readonly end: () => void;
}

/** Shows one changing line on standard error, if that is a terminal. Otherwise nothing: logs are for results. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
    const clear = "\r\u001b[2K";
    return {
        show: (message) => {
            if (stream.isTTY) {
                stream.write(`${clear}${message} …`);
            }
        },
        end: () => {
            if (stream.isTTY) {
                stream.write(clear);
            }
        },
    };
}
