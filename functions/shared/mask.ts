const MASK = "[masked]";

/**
 * Masks secrets and personal data in a text that goes to people: reasons have the command line with every hyperparameter, addresses with signatures, and
 * lines of data in them. docs/messages.md lists the rules. It rather masks too much; a text that is masked already stays as it is.
 *
 * @param addresses Whether e-mail addresses are masked as well.
 */
export function masked(text: string, addresses = true): string {
    // What is masked can leave a quote that begins a command line: it is looked at again until nothing is found, which takes two times at most in real texts.
    let [before, after] = ["", text];
    for (let times = 0; times < 5 && before !== after; times++) {
        [before, after] = [after, maskedOnce(after, addresses)];
    }
    return after;
}

function maskedOnce(text: string, addresses: boolean): string {
    // Names of what is secret: "hub_token", "db-password", "AWS_SECRET_ACCESS_KEY", "apiKey"; not "max_tokens", "tokenizer" or "ExpiredToken".
    const name =
        "(?!(?:invalid|expired|missing|unrecognized|bad|no)[a-z])[\\w.-]{0,60}?" +
        "(?:token(?!s|i[sz])|secret(?!smanager)|passw(?:or)?d|passphrase|(?:api|access|private|account|encryption)[_-]?key|credential|signature|security-token)" +
        "[\\w.-]{0,40}";
    const value = `(?:\\[masked\\]|"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|\\\\"[^"\\\\]*(?:\\\\")?|[^\\s"']*[^\\s"',;)}\\]])`;
    const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
        [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[^])*(?:-----END [A-Z ]{0,40}-----)?/g, MASK],
        [/\b((?:proxy-)?authorization|(?:set-)?cookie)\b(\\?["']?\s*[:=]\s*\\?["']?)[^\n"'\\]+/gi, `$1$2${MASK}`],
        [/\b(bearer|basic) +[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
        [/(:\/\/)[^\s/@"'<>]+@/g, `$1${MASK}@`],
        [/https:\/\/hooks\.slack\.com\/[^\s"'<>]+/g, MASK],
        [/([?&](?:x-amz-[\w-]+|sig|key-pair-id|policy|awsaccesskeyid|code)=)[^\s&"'<>]+/gi, `$1${MASK}`],
        [new RegExp(`(--?${name}\\s+)(?!-)${value}`, "gi"), `$1${MASK}`],
        [new RegExp(`(${name}\\\\?["']?\\s*=\\s*)${value}`, "gi"), `$1${MASK}`],
        // In an ARN, ":" is no assignment.
        [new RegExp(`(?<![\\w:/.-])(${name}\\\\?["']?\\s*:\\s*)${value}`, "gi"), `$1${MASK}`],
        [
            /\b(?:(?:AKIA|ASIA)[A-Z0-9]{12,}|hf_\w{10,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{12,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{16,}|npm_\w{20,}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)/g,
            MASK,
        ],
    ];
    const addressRule = [/[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,}/gu, MASK] as const;
    const commands = text.replace(/\bCommand "[^"]*/g, (command) => maskedCommand(command));
    return [...rules, ...(addresses ? [addressRule] : [])].reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), commands);
}

/** A command line without the values of its options: only numbers and booleans are left, since no one is known by them. */
function maskedCommand(command: string): string {
    return command.replace(/(\s--?[A-Za-z][\w.-]*)([\s=]+)((?:(?!\s--?[A-Za-z])[^])+)/g, (option, name: string, separator: string, value: string) =>
        /^\s*(?:[-+]?[\d.]+(?:e[-+]?\d+)?|true|false|none)\s*$/i.test(value) ? option : `${name}${separator}${MASK}`,
    );
}
