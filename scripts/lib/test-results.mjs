// Adds up what the test runners report. Pure: text in, counts out.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {readonly string[]} failed names
 * @property {readonly string[]} skipped names
 * @property {readonly string[]} flaky names of tests that passed only on a second try; they count as passed
 */

/** @returns {Counts} */
export function noCounts() {
  return { passed: 0, failed: [], skipped: [], flaky: [] };
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return {
    passed: all.reduce((total, counts) => total + counts.passed, 0),
    failed: all.flatMap((counts) => counts.failed),
    skipped: all.flatMap((counts) => counts.skipped),
    flaky: all.flatMap((counts) => counts.flaky),
  };
}

/** @typedef {{ fullName: string, status: string }} VitestAssertion */
/** @typedef {{ name: string, status: string, assertionResults: VitestAssertion[] }} VitestFile */

/**
 * Reads vitest's JSON report.
 * @param {string} text
 * @param {(path: string) => string} shorten makes a file name fit for people
 * @returns {Counts}
 */
export function readVitest(text, shorten) {
  /** @type {{ success: boolean, testResults: VitestFile[] }} */
  const report = JSON.parse(text);
  const files = report.testResults;
  const counts = sum(files.map((file) => readVitestFile(file, shorten(file.name))));
  const silent = !report.success && counts.failed.length === 0;
  return silent ? { ...counts, failed: ["unit tests: an error outside of every test"] } : counts;
}

/**
 * @param {VitestFile} file
 * @param {string} name
 * @returns {Counts}
 */
function readVitestFile(file, name) {
  const named = (/** @type {(status: string) => boolean} */ wanted) =>
    file.assertionResults.filter((test) => wanted(test.status)).map((test) => `${name} › ${test.fullName}`);
  const failed = named((status) => status === "failed");
  const loaded = file.status !== "failed" || failed.length > 0;
  return {
    passed: named((status) => status === "passed").length,
    failed: loaded ? failed : [`${name} › could not be loaded`],
    skipped: named((status) => status !== "passed" && status !== "failed"),
    flaky: [],
  };
}

/** @typedef {{ status: string, projectName?: string }} PlaywrightTest */
/** @typedef {{ title: string, tests: PlaywrightTest[] }} PlaywrightSpec */
/** @typedef {{ title: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite */

/**
 * Reads Playwright's JSON report.
 * @param {string} text
 * @returns {Counts}
 */
export function readPlaywright(text) {
  /** @type {{ suites: PlaywrightSuite[], errors?: { message?: string }[] }} */
  const report = JSON.parse(text);
  const errors = (report.errors ?? []).map(
    (error) => `browser suite: ${(error.message ?? "an error").split("\n")[0] ?? ""}`,
  );
  return sum([...report.suites.map((suite) => readSuite(suite, [])), { ...noCounts(), failed: errors }]);
}

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} path titles of the suites around it
 * @returns {Counts}
 */
function readSuite(suite, path) {
  const here = [...path, suite.title].filter((title) => title !== "");
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => {
      const project = test.projectName ?? "";
      return oneTest(
        [...here, spec.title, ...(project === "" ? [] : [`[${project}]`])].join(" › "),
        test.status,
      );
    }),
  );
  return sum([...own, ...(suite.suites ?? []).map((inner) => readSuite(inner, here))]);
}

/**
 * @param {string} name
 * @param {string} status Playwright's word: expected, unexpected, flaky, skipped
 * @returns {Counts}
 */
function oneTest(name, status) {
  switch (status) {
    case "expected":
      return { ...noCounts(), passed: 1 };
    case "flaky":
      return { ...noCounts(), passed: 1, flaky: [name] };
    case "skipped":
      return { ...noCounts(), skipped: [name] };
    default:
      return { ...noCounts(), failed: [name] };
  }
}

/**
 * Skipped tests that must not be skipped on Linux as root: there, bubblewrap and a browser can be installed, so only what needs real
 * hardware, real Electron or the shared models may be left out, and it has to say so in its name.
 * @param {readonly string[]} skipped
 * @param {boolean} sharedModelsPresent
 * @returns {string[]}
 */
export function forbiddenSkips(skipped, sharedModelsPresent) {
  const allowed = sharedModelsPresent
    ? /needs (real )?(electron|an? (real )?gpu)/i
    : /needs (real )?(electron|an? (real )?gpu|the shared models)/i;
  return skipped.filter((name) => !allowed.test(name));
}

/**
 * The last lines of a run: what was skipped and what failed by name, then the one line that counts.
 * @param {Counts} counts
 * @returns {string}
 */
export function closingLines(counts) {
  const lines = [
    ...counts.skipped.map((name) => `skipped: ${name}`),
    ...counts.flaky.map((name) => `passed only on a second try: ${name}`),
    ...counts.failed.map((name) => `failed: ${name}`),
    `${String(counts.passed)} passed, ${String(counts.failed.length)} failed, ${String(counts.skipped.length)} skipped`,
  ];
  return lines.join("\n");
}
