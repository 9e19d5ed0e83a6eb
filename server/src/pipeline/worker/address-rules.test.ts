import { describe, expect, test } from "vitest";
import { isMetadataHost, parseAllowList, refuseAddress, refusePort } from "./address-rules.ts";

const nobody = { allow: [], host: "example.test", port: 443 };

describe("refuseAddress", () => {
  test.each([
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::7f00:1",
    "::a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "5f00::1",
    "ff02::1",
    "100::1",
    "no address",
    "",
  ])("refuses %s", (address) => {
    expect(refuseAddress(address, nobody)).not.toBeNull();
  });

  test.each(["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "lets %s through",
    (address) => {
      expect(refuseAddress(address, nobody)).toBeNull();
    },
  );

  test("lets through what the operator allowed, by range, host, or host and port", () => {
    const allow = parseAllowList(["10.0.0.0/8", "intranet.test", "127.0.0.1:9900"]);
    expect(refuseAddress("10.1.2.3", { allow, host: "10.1.2.3", port: 80 })).toBeNull();
    expect(refuseAddress("192.168.0.9", { allow, host: "intranet.test", port: 80 })).toBeNull();
    expect(refuseAddress("127.0.0.1", { allow, host: "127.0.0.1", port: 9900 })).toBeNull();
    expect(refuseAddress("127.0.0.1", { allow, host: "127.0.0.1", port: 9901 })).not.toBeNull();
    expect(refuseAddress("192.168.0.9", { allow, host: "other.test", port: 80 })).not.toBeNull();
  });

  test("never lets an address through that hands out credentials", () => {
    const allow = parseAllowList(["169.254.0.0/16", "168.63.129.16", "fd00::/8"]);
    for (const address of ["169.254.169.254", "168.63.129.16", "fd00:ec2::254"]) {
      expect(refuseAddress(address, { allow, host: address, port: 80 })).not.toBeNull();
    }
    expect(isMetadataHost("metadata.google.internal.")).toBe(true);
  });
});

describe("refusePort", () => {
  const at = (port: number) => ({ allow: [], host: "example.test", port });

  test.each([22, 25, 465, 6379, 5432, 3306, 11211, 2375])("keeps HTTP from port %i", (port) => {
    expect(refusePort("http", at(port))).not.toBeNull();
  });

  test.each([80, 443, 8080, 3000])("lets HTTP to port %i", (port) => {
    expect(refusePort("http", at(port))).toBeNull();
  });

  test("lets mail to mail's ports only", () => {
    for (const port of [25, 465, 587, 2525]) expect(refusePort("smtp", at(port))).toBeNull();
    for (const port of [22, 80, 6379]) expect(refusePort("smtp", at(port))).not.toBeNull();
  });

  test("lets through a port that the operator named with its host", () => {
    const allow = parseAllowList(["example.test:22"]);
    expect(refusePort("http", { allow, host: "example.test", port: 22 })).toBeNull();
    expect(refusePort("http", { allow, host: "other.test", port: 22 })).not.toBeNull();
  });
});

describe("parseAllowList", () => {
  test("reads hosts, ports, IPv6 and ranges", () => {
    expect(parseAllowList(["Mail.Example.test:2525", "[::1]:80", "fd00::/8"])).toMatchObject([
      { host: "mail.example.test", port: 2525 },
      { host: "::1", port: 80 },
      { host: null },
    ]);
  });

  test("names what it cannot read", () => {
    expect(() => parseAllowList(["http://x/"])).toThrow(/http:\/\/x\//);
  });
});
