// How the browser is started: the one that the machine has, headless, and with
// nothing that talks to a network by itself.
export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export function launch(chromium) {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
}
