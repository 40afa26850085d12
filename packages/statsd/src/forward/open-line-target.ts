import type { Address, LineTarget, LineTargetOptions } from './line-target.ts';
import { TcpTarget } from './tcp-target.ts';
import { UdpTarget } from './udp-target.ts';

export const openLineTarget = ({ host, port }: Address, options: LineTargetOptions): LineTarget =>
  options.protocol === 'tcp' ? new TcpTarget({ ...options, host, port }) : new UdpTarget({ ...options, host, port });
