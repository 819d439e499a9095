/** Another machine, to which nothing may go: counts what arrives, by TCP or UDP. */
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Elsewhere {
  /** As in `127.0.0.1:4711`. */
  readonly host: string;
  /** The first name of the path of each request; `udp` for a datagram, `socket` for a connection that is none of HTTP. */
  arrivals(): ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startElsewhere(): Promise<Elsewhere> {
  const arrived = new Set<string>();
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    let isNamed = false;
    socket.on('data', (data) => {
      if (!isNamed) arrived.add(/^[A-Z]+ \/([\w-]*)/.exec(data.toString('latin1'))?.[1] ?? 'socket');
      isNamed = true;
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    });
    socket.on('close', () => {
      sockets.delete(socket);
      if (!isNamed) arrived.add('socket');
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4').on('message', () => arrived.add('udp'));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${String(port)}`,
    arrivals: () => new Set(arrived),
    async close() {
      for (const socket of sockets) socket.destroy();
      udp.close();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}
