/** What a browser of ours is allowed and told. docs/decisions/0016-webgpu.md says why each is there. */
export function browserFlags(folder: string, platform: NodeJS.Platform, root: boolean): string[] {
  return [
    "--headless=new",
    // Commands come through two pipes that only this process holds: there is no port that another program could find. When the pipe closes, it ends.
    "--remote-debugging-pipe",
    `--user-data-dir=${folder}`,
    // Nothing of it goes anywhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=socks5://0.0.0.0:1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    // WebGPU, and the card's own number so that it can be told apart from another one.
    "--enable-unsafe-webgpu",
    "--enable-webgpu-developer-features",
    "--force-high-performance-gpu",
    ...(platform === "linux" ? ["--enable-features=Vulkan"] : []),
    // Chromium refuses its own sandbox to root, and nothing else would start. Said in the answer.
    ...(root ? ["--no-sandbox"] : []),
    "about:blank",
  ];
}

/** Folders that a browser would use of the user's lie in its own. Nothing else of ours reaches it. */
export function browserEnv(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    HOME: folder,
    TMPDIR: folder,
    TEMP: folder,
    TMP: folder,
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
    XDG_RUNTIME_DIR: folder,
  };
}
