package io.github.kubemaintenance.mock.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The recording {@code immutable-fields} never shows the objects that it tries to change: they are put up here, and every
 * refusal must be as recorded.
 */
class ImmutableFieldsTest {
    private static final String UID = "8b8ffdcf-fc21-42c2-8146-81ca95cfea25";
    private static final String JOB_LABELS =
            "{'batch.kubernetes.io/controller-uid':'UID','batch.kubernetes.io/job-name':'imm',"
                    + "'controller-uid':'UID','job-name':'imm'}";
    private static final String CONTAINER = "{'name':'c','image':'x','resources':{},"
            + "'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File',"
            + "'imagePullPolicy':'Always'}";

    private static Document object(String text) {
        return DocumentFormat.json().read(text.replace("UID", UID).replace('\'', '"'));
    }

    @Test
    void whatMustNotChangeIsRefusedAsRecorded() {
        List<Document> objects = new ArrayList<>(List.of(
                MadeUp.namespace("rec2"),
                MadeUp.node("node-1"),
                object("{'apiVersion':'v1','kind':'Service','metadata':{'name':'svc','namespace':'rec2'},"
                        + "'spec':{'clusterIP':'10.0.77.7','clusterIPs':['10.0.77.7'],'ports':[{'port':80}]}}"),
                object("{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'imm','namespace':'rec2','uid':'UID'},"
                        + "'spec':{'selector':{'matchLabels':{'batch.kubernetes.io/controller-uid':'UID'}},"
                        + "'template':{'metadata':{'labels':" + JOB_LABELS + "},'spec':{'containers':[" + CONTAINER
                        + "],'restartPolicy':'Never','terminationGracePeriodSeconds':30,'dnsPolicy':'ClusterFirst',"
                        + "'securityContext':{},'schedulerName':'default-scheduler'}}}}"),
                object("{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'imm','namespace':'rec2',"
                        + "'finalizers':['kubernetes.io/pvc-protection']},'spec':{'accessModes':['ReadWriteOnce'],"
                        + "'resources':{'requests':{'storage':'1Gi'}},'volumeMode':'Filesystem'},"
                        + "'status':{'phase':'Pending'}}"),
                object("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'imm','namespace':'rec2'},"
                        + "'spec':{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':"
                        + "{'a':'b'}},'spec':{'containers':[" + CONTAINER + "]}}}}"),
                object("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'immpod','namespace':'rec2'},"
                        + "'spec':{'nodeName':'node-1','containers':[" + CONTAINER + "],'restartPolicy':'Always',"
                        + "'terminationGracePeriodSeconds':5,'dnsPolicy':'ClusterFirst','securityContext':{},"
                        + "'schedulerName':'default-scheduler'}}")));
        RestServer server = RestServer.of(MockCluster.builder()
                .objects(objects)
                .withoutControllers()
                .unsettled()
                .build());

        for (Exchange exchange : Recording.load(
                        Path.of("src/test/resources/recordings/kube-apiserver-1.34/immutable-fields.json"))
                .exchanges()) {
            RestReply reply = server.handle(exchange.request());

            assertEquals(exchange.status(), reply.status(), () -> exchange + "\n" + reply);
            if (exchange.status() >= 400) {
                assertEquals(Mask.of(exchange.body()), Mask.of(reply.body()), exchange::toString);
            }
        }
    }
}
