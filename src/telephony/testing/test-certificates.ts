import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  readonly chain: string;
  readonly key: string;
}

/** An authority of tests and what it signs, made by `openssl`. */
export class TestCertificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'waihu-certificates-'));
  readonly authority: string;

  constructor() {
    this.#run('req', '-x509', ...this.#newKey('authority'), '-subj', '/CN=authority of tests', '-out', 'authority.pem');
    this.authority = this.read('authority.pem');
  }

  /** `names` as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`. `days` below 0: expired. */
  signed(names: string, days = 2): TestCertificate {
    this.#run('req', ...this.#newKey('signed'), '-subj', '/CN=signed', '-out', 'signed.csr');
    writeFileSync(this.path('signed.ext'), `subjectAltName=${names}\nbasicConstraints=critical,CA:FALSE\n`);
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', 'signed.ext'];
    this.#run('x509', '-req', '-in', 'signed.csr', ...by, '-days', String(days), '-out', 'signed.pem');
    return { chain: this.read('signed.pem'), key: this.read('signed.key') };
  }

  selfSigned(names: string): TestCertificate {
    const about = ['-subj', '/CN=myself', '-addext', `subjectAltName=${names}`];
    this.#run('req', '-x509', ...this.#newKey('own'), ...about, '-out', 'own.pem');
    return { chain: this.read('own.pem'), key: this.read('own.key') };
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #newKey(name: string): string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  }

  #run(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'pipe' });
  }
}
