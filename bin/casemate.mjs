#!/usr/bin/env node
// `casemate …` from a fresh checkout, under any Node from 18 on.
import { launch } from "../scripts/lib/launch.mjs";

process.exit(await launch(process.argv.slice(2)));
