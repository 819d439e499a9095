/** Ways by which a script can reach another machine. Each asks for a path that is named like the way; they run in the browser, alone. */
type Way = (address: string) => unknown;

/** In the page and in workers alike. */
export const WAYS_OUT_OF_THREADS = {
  fetch: (address) => fetch(address, { mode: 'no-cors' }),
  keepalive: (address) => fetch(address, { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' }),
  request: (address) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.send();
  },
  'event-source': (address) => new EventSource(address),
  socket: (address) => new WebSocket(address.replace(/^http/, 'ws')),
  import: (address) => import(address),
} as const satisfies Record<string, Way>;

export const WAYS_OUT_OF_PAGES = {
  ...WAYS_OUT_OF_THREADS,
  beacon: (address) => navigator.sendBeacon(address, 'x'),
  image: (address) => {
    new Image().src = address;
  },
  font: (address) => new FontFace('font', `url(${address})`).load(),
  'css-image': (address) => {
    document.body.style.backgroundImage = `url(${address})`;
  },
  'css-import': (address) => {
    const style = document.createElement('style');
    style.textContent = `@import "${address}";`;
    document.head.append(style);
  },
  stylesheet: (address) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address }));
  },
  prefetch: (address) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: address }));
  },
  preload: (address) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: address }));
  },
  'module-preload': (address) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: address }));
  },
  frame: (address) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src: address }));
  },
  video: (address) => {
    document.body.append(Object.assign(document.createElement('video'), { src: address }));
  },
  ping: (address) => {
    const link = Object.assign(document.createElement('a'), { href: '#ping', ping: address });
    document.body.append(link);
    link.click();
  },
  form: (address) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: address, target: '_blank' });
    document.body.append(form);
    form.submit();
  },
} as const satisfies Record<string, Way>;

/** What no policy of today's browsers forbids to a script that runs in the page already. */
export const WAYS_LEFT_TO_PAGES = {
  udp: async (address) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(address).host}` }] });
    connection.createDataChannel('x');
    await connection.setLocalDescription(await connection.createOffer());
  },
  window: (address) => window.open(address),
  navigation: (address) => location.assign(address),
} as const satisfies Record<string, Way>;

/** Text that would be run as a script or become markup. */
export const WAYS_IN: Readonly<Record<string, Way>> = {
  markup: () => {
    document.createElement('div').innerHTML = '<b>x</b>';
  },
  'markup beside': () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
  'markup of a frame': () => {
    document.createElement('iframe').srcdoc = '<b>x</b>';
  },
  'markup written': () => document.write('<b>x</b>'),
  'markup parsed': () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
  'address of a script': (address) => {
    document.createElement('script').src = address;
  },
  'address of a worker': (address) => new Worker(address),
  'address of an object': (address) => {
    document.createElement('object').data = address;
  },
  'text of a script': () => {
    document.createElement('script').text = '1';
  },
  // Later: what a test evaluates at once may evaluate text.
  'text that is a function': () =>
    new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(new Function('1')());
        } catch (error) {
          reject(error);
        }
      });
    }),
};
