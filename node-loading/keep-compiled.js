// Imported for its effect, before a program is loaded.
import { keepCompiled } from "./compile-cache.js";

keepCompiled("plain");
