/** Finds a Chromium or a Firefox on this machine, installs Debian's where that may be done, or says what to install. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

export type Family = 'chromium' | 'firefox';

export interface BrowserProgram {
  readonly family: Family;
  readonly executable: string;
  /** Google's own Chrome (137 and later) ignores `--load-extension`: the extension is loaded over the protocol. */
  readonly branded: boolean;
}

const OVERRIDES = { chromium: 'TELLTALE_CHROMIUM', firefox: 'TELLTALE_FIREFOX' } as const;
const DEBIAN_PACKAGES = { chromium: 'chromium', firefox: 'firefox-esr' } as const;

const ADVICE: Readonly<Record<Family, Readonly<Record<'linux' | 'darwin' | 'win32', string>>>> = {
  chromium: {
    linux:
      'Install Chromium: "sudo apt-get install chromium" (Debian), "sudo dnf install chromium" (Fedora).',
    darwin: 'Install Chrome or Chromium: "brew install --cask chromium", or from google.com/chrome.',
    win32: 'Install Chrome: "winget install Google.Chrome". Edge, which comes with Windows, works too.',
  },
  firefox: {
    linux:
      'Install Firefox: "sudo apt-get install firefox-esr" (Debian), "sudo dnf install firefox" (Fedora).',
    darwin: 'Install Firefox: "brew install --cask firefox", or from mozilla.org/firefox.',
    win32: 'Install Firefox: "winget install Mozilla.Firefox", or from mozilla.org/firefox.',
  },
};

/** Names looked for on the PATH, best first: unbranded Chromium takes the shortest way to load an extension. */
const COMMANDS: Readonly<Record<Family, readonly string[]>> = {
  chromium: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
    'microsoft-edge',
    'microsoft-edge-stable',
  ],
  firefox: ['firefox', 'firefox-esr', 'firefox-developer-edition'],
};

const MAC_APPS: Readonly<Record<Family, readonly string[]>> = {
  chromium: [
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  firefox: [
    'Firefox.app/Contents/MacOS/firefox',
    'Firefox Developer Edition.app/Contents/MacOS/firefox',
    'Firefox Nightly.app/Contents/MacOS/firefox',
  ],
};

const WINDOWS_PROGRAMS: Readonly<Record<Family, readonly string[]>> = {
  chromium: [
    'Chromium\\Application\\chrome.exe',
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ],
  firefox: ['Mozilla Firefox\\firefox.exe', 'Firefox Developer Edition\\firefox.exe'],
};

export function findBrowser(family: Family): BrowserProgram | null {
  const forced = process.env[OVERRIDES[family]];
  if (forced !== undefined && forced !== '') {
    if (!existsSync(forced)) throw new Error(`${OVERRIDES[family]} is ${forced}, where there is no file.`);
    return program(family, forced);
  }
  const executable = candidates(family).find(isExecutable);
  return executable === undefined ? null : program(family, executable);
}

/**
 * Finds the browser, or installs Debian's package when that may be done without asking for a password.
 * @throws with what to install on this system
 */
export function needBrowser(family: Family): BrowserProgram {
  const found = findBrowser(family) ?? (installOnDebian(family) ? findBrowser(family) : null);
  if (found !== null) return found;
  const system = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  throw new Error(
    `No ${family === 'chromium' ? 'Chromium, Chrome or Edge' : 'Firefox'} was found. ${ADVICE[family][system]} ` +
      `Or set ${OVERRIDES[family]} to the path of the program.`,
  );
}

function program(family: Family, executable: string): BrowserProgram {
  return { family, executable, branded: family === 'chromium' && isBrandedChrome(executable) };
}

function isBrandedChrome(executable: string): boolean {
  return /google[ -\\/]?chrome|[\\/]chrome([\\/]|$)|\bedge\b|msedge/i.test(executable);
}

function candidates(family: Family): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
        MAC_APPS[family].map((app) => path.join(folder, app)),
      );
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
        .flatMap((variable) => process.env[variable] ?? [])
        .flatMap((folder) => WINDOWS_PROGRAMS[family].map((name) => path.win32.join(folder, name)));
    default: {
      const folders = [
        ...(process.env.PATH ?? '').split(path.delimiter),
        '/usr/bin',
        '/usr/local/bin',
        '/snap/bin',
      ];
      return COMMANDS[family].flatMap((name) =>
        folders.filter((folder) => folder !== '').map((folder) => path.join(folder, name)),
      );
    }
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installOnDebian(family: Family): boolean {
  if (process.platform !== 'linux' || !isExecutable('/usr/bin/apt-get')) return false;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return false;
  const name = DEBIAN_PACKAGES[family];
  console.error(`No ${family} found: installing the package ${name} with apt-get.`);
  try {
    for (const rest of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', name],
    ]) {
      const [command = 'apt-get', ...args] = [...asRoot, 'apt-get', ...rest];
      execFileSync(command, args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    }
    return true;
  } catch (error) {
    console.error(`apt-get could not install ${name}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
