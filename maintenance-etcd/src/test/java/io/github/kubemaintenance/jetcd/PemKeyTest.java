package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys as openssl 3 and kubeadm write them. They were made for these tests and open nothing. */
class PemKeyTest {
    @TempDir
    Path folder;

    private static Path file(String name) throws URISyntaxException {
        return Path.of(PemKeyTest.class.getResource("/keys/" + name).toURI());
    }

    private static PublicKey of(String cert) throws Exception {
        try (InputStream in = Files.newInputStream(file(cert))) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-pkcs1.key, rsa-pkcs8.key, rsa.crt, SHA256withRSA",
        "ec-prime256v1-sec1.key, ec-prime256v1-pkcs8.key, ec-prime256v1.crt, SHA256withECDSA",
        "ec-secp521r1-sec1.key, ec-secp521r1-pkcs8.key, ec-secp521r1.crt, SHA256withECDSA",
        "ed25519-pkcs8.key, ed25519-pkcs8.key, ed25519.crt, Ed25519"
    })
    void old_forms_are_the_same_key_as_pkcs8(String old, String pkcs8, String cert, String algorithm) throws Exception {
        PublicKey open = of(cert);
        PrivateKey key = PemKey.read(file(old), open);

        PrivateKey same = PemKey.read(file(pkcs8), open);
        if (key instanceof ECPrivateKey curve) {
            assertEquals(((ECPrivateKey) same).getS(), curve.getS()); // openssl adds the public half to SEC1 only
        } else {
            assertEquals(same, key);
        }
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(text);
        byte[] signed = signing.sign();
        signing.initVerify(open);
        signing.update(text);
        assertTrue(signing.verify(signed));
    }

    @ParameterizedTest
    @CsvSource({"rsa-encrypted.key, encrypted", "rsa-pkcs1-encrypted.key, encrypted", "rsa.crt, no PEM block"})
    void what_is_no_plain_key_is_named(String name, String words) throws Exception {
        PublicKey open = of("rsa.crt");
        GeneralSecurityException e = assertThrows(InvalidKeyException.class, () -> PemKey.read(file(name), open));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void a_key_of_another_kind_than_the_certificate_is_refused() throws Exception {
        PublicKey open = of("rsa.crt");
        assertThrows(GeneralSecurityException.class, () -> PemKey.read(file("ec-prime256v1-sec1.key"), open));
    }

    @Test
    void nothing_of_a_damaged_key_escapes_but_a_typed_failure() throws Exception {
        PublicKey open = of("rsa.crt");
        String text = Files.readString(file("rsa-pkcs1.key"));
        for (int at = 0; at < text.length(); at += 7) {
            String damaged = text.substring(0, at) + "?" + text.substring(at + 1);
            try {
                assertArrayEquals(new byte[] {'R'}, new byte[] {
                    (byte) PemKey.parse(damaged, open).getAlgorithm().charAt(0)
                });
            } catch (GeneralSecurityException e) {
                assertTrue(e.getMessage() != null, "at " + at);
            }
        }
    }

    @Test
    void a_file_that_is_missing_or_no_certificate_is_a_failure_of_tls_that_names_it() throws IOException {
        Path missing = folder.resolve("ca.crt");
        Path text = Files.writeString(folder.resolve("text.crt"), "hello");
        for (Path file : new Path[] {missing, text}) {
            try (JetcdBackend backend = JetcdBackend.builder()
                    .endpoints("https://127.0.0.1:1")
                    .caFile(file)
                    .build()) {
                EtcdException e = assertThrows(EtcdException.class, () -> backend.status("https://127.0.0.1:1"));
                assertEquals(EtcdException.Kind.TLS, e.kind());
                assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
            }
        }
    }
}
