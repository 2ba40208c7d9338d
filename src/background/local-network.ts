/** Names and addresses of this computer and of the network around it; URLs have put numbers in their one form. */
const LOCAL_HOSTS: readonly RegExp[] = [
  /^(?:.+\.)?localhost\.?$/,
  /\.(?:local|internal|lan|home\.arpa)\.?$/,
  /^(?:0|10|127)\.\d+\.\d+\.\d+$/,
  /^(?:169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d+\.\d+$/,
  /^\[(?:::1?|::ffff:.*|f[cd].*|fe[89ab].*)\]$/,
];

const isLocal = (url: string): boolean => {
  const { hostname } = new URL(url);
  return LOCAL_HOSTS.some((pattern) => pattern.test(hostname));
};

/** Whether a page of the internet would send us into the local network, where browsers do not let it go by itself. */
export function leadsInside(pageUrl: string, pictureUrl: string): boolean {
  return isLocal(pictureUrl) && !isLocal(pageUrl);
}
