// What the npm package exports under its own name (scripts/buildLibrary.js). The program of this repository uses the folders themselves.
export {
    ALL_KINDS,
    type AnyKind,
    type Handler,
    type HandlerAction,
    type HandlerCode,
    type HandlerContext,
    type HandlerModule,
    type HandlerResult,
    type JobStatusEvent,
    type Kind,
    KINDS,
    type StatusOf,
    type WhereOf,
} from "./catalog";
export * from "./components";
export * from "./functions";
