/** Certificates for `localhost` that tests show to be refused; the key is no secret. Made with OpenSSL, valid for a hundred years unless said otherwise. */
export const certificates = {
	/** Of all of them. */
	key: `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIK0cZEdSnu/ZcUXGeO+nmiaRPkTV2cl2+nCzU09RE1ZmoAoGCCqGSM49
AwEHoUQDQgAETxexUNLsEcV2Rvag+RSXseatDvKTXENbyKpHKqrDTsJxsOdDtF9Z
Gw2AsrSwvv1eZci9Wn19Hr4By7CgMDO0Pw==
-----END EC PRIVATE KEY-----
`,
	/** Signed by itself. */
	selfSigned: `-----BEGIN CERTIFICATE-----
MIIBsjCCAVmgAwIBAgIUPmupwl+8xiwux1/oh2SNft7JWyQwCgYIKoZIzj0EAwIw
IzENMAsGA1UECgwEU2VsZjESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjIx
MzMxNFoYDzIxMjYxMTAyMjEzMzE0WjAjMQ0wCwYDVQQKDARTZWxmMRIwEAYDVQQD
DAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARPF7FQ0uwRxXZG
9qD5FJex5q0O8pNcQ1vIqkcqqsNOwnGw50O0X1kbDYCytLC+/V5lyL1afX0evgHL
sKAwM7Q/o2kwZzAdBgNVHQ4EFgQUhk60aOGYj41jQujecao6GTsD/cgwHwYDVR0j
BBgwFoAUhk60aOGYj41jQujecao6GTsD/cgwDwYDVR0TAQH/BAUwAwEB/zAUBgNV
HREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDRwAwRAIgFyfFXHeBn848tPja
ZAaLfj6NIKcItgvpaWxSpw6JAUACIDuNRY+qR6c/4Znw+UlwUh/iio6Jblqd/h/+
7Fxwc5wl
-----END CERTIFICATE-----
`,
	/** By "Contoso", which nobody trusts. */
	ofUnknownIssuer: `-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIUBm4TebWK3C+oLd+kt20pHwVJbcAwCgYIKoZIzj0EAwIw
KTEQMA4GA1UECgwHQ29udG9zbzEVMBMGA1UEAwwMQ29udG9zbyBSb290MCAXDTI2
MTEyNjIxMzMxNFoYDzIxMjYxMTAyMjEzMzE0WjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARPF7FQ0uwRxXZG9qD5FJex5q0O
8pNcQ1vIqkcqqsNOwnGw50O0X1kbDYCytLC+/V5lyL1afX0evgHLsKAwM7Q/o1gw
VjAUBgNVHREEDTALgglsb2NhbGhvc3QwHQYDVR0OBBYEFIZOtGjhmI+NY0Lo3nGq
Ohk7A/3IMB8GA1UdIwQYMBaAFDWULDB0eDR0Kk2+O0O3fI3IUdO+MAoGCCqGSM49
BAMCA0gAMEUCIQDNhDlbboYmwf0yO74+EXEWu3BnAnobaLBAsP2c9pEpyAIgWgFj
+Ega+ZVS62aAVV7dCTwmCLyYr76wYK+qmO8K8lU=
-----END CERTIFICATE-----
`,
} as const;
