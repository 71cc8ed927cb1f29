/** Loaded before a program that the engine starts and that would not notice the engine's end by itself. */
import { whenEngineIsGone } from "../../node-loading/engine-end.ts";

whenEngineIsGone(() => process.exit());
